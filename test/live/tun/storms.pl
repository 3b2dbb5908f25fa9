# Storms of raw segments against the simulated device, from its network namespace. storms.live.ts reads what is printed, and
# the trace. Spoofed addresses are 192.168.4.50 to .149; nobody there answers the device.
use strict;
use warnings;
use IO::Socket::INET;
use Socket;
$| = 1;

my ($DEVICE, $OWN) = ('192.168.4.2', '192.168.4.1');
my ($SYN, $RST, $ACK) = (2, 4, 16);
my ($RAW_PROTOCOL, $TCP_PROTOCOL) = (255, 6);
# The interface's queue is 500 packets long.
my $MOST_WAITING = 300;

socket(my $raw, AF_INET, SOCK_RAW, $RAW_PROTOCOL) or die "raw socket: $!";
socket(my $seen, AF_INET, SOCK_RAW, $TCP_PROTOCOL) or die "raw socket: $!";
my $to = sockaddr_in(0, inet_aton($DEVICE));
srand 7;

# Packets that the device has taken from the interface, and those that its queue had no room for.
sub taken {
    open my $file, '<', '/proc/net/dev' or die $!;
    my ($line) = grep { /twin0/ } <$file>;
    $line =~ s/.*://;
    return (split ' ', $line)[9, 11];
}

my ($before) = taken();
my ($sent, $room) = (0, 0);

sub checksum {
    my $sum = 0;
    $sum += $_ for unpack 'n*', shift;
    $sum = ($sum & 0xffff) + ($sum >> 16) while $sum >> 16;
    return ~$sum & 0xffff;
}

sub storm {
    my ($from, $port, $device_port, $flags, $seq) = @_;
    while ($room < 1) {
        my ($now) = taken();
        $room = $MOST_WAITING - ($sent - ($now - $before));
        if ($room < $MOST_WAITING / 3) { select undef, undef, undef, 0.002; $room = 0 }
    }
    $sent++;
    $room--;
    my @fields = ($port, $device_port, $seq & 0xffffffff, 0, 0x50, $flags, 5000);
    my $ends = inet_aton($from) . inet_aton($DEVICE);
    my $check = checksum($ends . pack('nn', $TCP_PROTOCOL, 20) . pack('nnNNCCnnn', @fields, 0, 0));
    my $ip = pack('CCnnnCCn', 0x45, 0, 40, 0, 0, 64, $TCP_PROTOCOL, 0) . $ends;
    send($raw, $ip . pack('nnNNCCnnn', @fields, $check, 0), 0, $to) or die "send: $!";
}

sub connected { return IO::Socket::INET->new(PeerAddr => $DEVICE, PeerPort => 80, Timeout => 15) }

sub asked {
    my ($socket) = @_;
    return 'no' unless $socket;
    print $socket "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";
    my $text = '';
    while ($text !~ /Hello World!/) { sysread($socket, $text, 4096, length $text) or return 'no' }
    return 'served';
}

# What the device last said to a port: its acknowledgement and its window.
sub last_said {
    my ($port) = @_;
    my @last;
    while (1) {
        my $ready = '';
        vec($ready, fileno($seen), 1) = 1;
        last unless select $ready, undef, undef, 0.3;
        recv $seen, my $packet, 65535, 0;
        my @fields = unpack 'nnNNCCn', substr $packet, (ord($packet) & 15) * 4;
        @last = @fields[3, 6] if $fields[1] == $port;
    }
    return @last;
}

sub spoofed { return '192.168.4.' . (50 + int rand 100) }
sub some_port { return 20000 + int rand 40000 }

# Memory of the device's process, MB.
sub memory {
    open my $file, '<', '/proc/' . getppid() . '/status' or die $!;
    my ($kb) = map { /VmRSS:\s+(\d+)/ } <$file>;
    return int $kb / 1024;
}

for my $round (1 .. 2) {
    my $victim = connected();
    my $port = $victim->sockport;
    print 'first ', asked($victim), "\n";
    my ($next, $window) = last_said($port);
    for my $i (1 .. 2000) { storm($OWN, $port, 80, $RST, $i % 2 ? $next + $window + 1 + $i * 7919 : $next - $i) }
    for my $i (1 .. 500) { storm($OWN, $port, 80, $RST | $ACK, $next + 1 + $i % ($window - 1)) }
    print 'beside ', asked($victim), "\n";
    for my $i (1 .. 2000) { storm(spoofed(), some_port(), $i % 2 ? 80 : 1 + int rand 65535, $RST, rand 2**32) }
    # This machine's kernel knows of none of these, and resets what the device answers.
    for my $i (1 .. 500) { storm($OWN, 20000 + $i, 80, $SYN, rand 2**32) }
    for my $i (1 .. 2000) { storm(spoofed(), some_port(), 80, $SYN, rand 2**32) }
    for my $i (1 .. 500) { storm(spoofed(), some_port(), 81, $SYN, rand 2**32) }
    last_said($port); # makes room in the socket's queue
    print 'flooded ', asked($victim), "\n";
    ($next) = last_said($port);
    storm($OWN, $port, 80, $RST, $next);
    print 'reset ', asked($victim), "\n";
    print 'after ', asked(connected()), "\n";
    print 'memory ', memory(), "\n";
}
my (undef, $lost) = taken();
print "lost $lost\n";

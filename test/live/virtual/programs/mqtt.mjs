import mqtt from 'mqtt';

const client = mqtt.connect('mqtt://192.168.4.2', { reconnectPeriod: 1000 });
let times = 0;
client.on('error', (error) => {
  console.log(error.code, performance.now());
  if (++times === 3) client.end(true);
});

/** Other users of the device's sockets, as a scenario asks for them; times in µs. */

interface UserBase<K extends string> {
  readonly kind: K;
  /** When its task is created; 0 is before the application starts its server. */
  readonly atUs: number;
}

/** Where its connections go: the name of a client that serves the device. */
interface Outgoing {
  readonly peer: string;
  readonly port: number;
}

/** An MQTT client: one connection that stays. */
export interface MqttUser extends UserBase<'mqtt'>, Outgoing {
  readonly keepAliveUs: number;
  readonly reconnectUs: number;
}

/** Service discovery: UDP sockets that stay. */
export interface MdnsUser extends UserBase<'mdns'> {
  readonly sockets: number;
}

/** A firmware update: one connection while the image is read. */
export interface OtaUser extends UserBase<'ota'>, Outgoing {
  readonly path: string;
}

/** Uploads files over several connections at once. */
export interface UploaderUser extends UserBase<'uploader'>, Outgoing {
  readonly files: number;
  /** Connections a file, open together. */
  readonly connections: number;
  /** Bytes sent on each. */
  readonly bytes: number;
  /** From the end of a file to the start of the next. */
  readonly everyUs: number;
}

/** Anything else that holds sockets for a while. */
export interface HolderUser extends UserBase<'holder'> {
  readonly sockets: number;
  readonly type: 'udp' | 'tcp';
  /** `Infinity`: until the run ends. */
  readonly forUs: number;
}

/** Any of them; tell them apart by `kind`. */
export type SocketUser = MqttUser | MdnsUser | OtaUser | UploaderUser | HolderUser;

/** A preset's name. */
export type SocketUserKind = SocketUser['kind'];

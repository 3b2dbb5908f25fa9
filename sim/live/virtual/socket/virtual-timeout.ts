/** `setTimeout` of a socket in virtual time. */

/** What keeps the timer. */
export interface TimeoutHolder {
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** A socket that times out. */
interface TimedSocket {
  readonly destroyed: boolean;
  emit(event: 'timeout'): boolean;
  once(event: 'timeout', listener: () => void): unknown;
  removeListener(event: 'timeout', listener: () => void): unknown;
}

/** `socket.setTimeout(ms, callback)`, as Node has it. */
export function setVirtualTimeout(
  socket: TimedSocket,
  holder: TimeoutHolder,
  ms: number,
  callback?: () => void,
): void {
  if (socket.destroyed) return;
  Object.assign(socket, { timeout: ms });
  clearTimeout(holder.timer);
  if (ms === 0) {
    holder.timer = undefined;
    if (callback !== undefined) socket.removeListener('timeout', callback);
  } else {
    holder.timer = setTimeout(() => socket.emit('timeout'), ms);
    holder.timer.unref();
    if (callback !== undefined) socket.once('timeout', callback);
  }
}

/** The page that stands between the session and Stately's inspector: it opens the inspector and hands messages on. */

const INSPECTOR = 'https://stately.ai';

/** The whole page; it loads nothing but `/events` of its own server. */
export const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>lwip-twin: machines</title>
<h1>lwip-twin: machines</h1>
<p><button id="open">Open Stately's inspector</button></p>
<p id="status">Not connected.</p>
<script>
  let inspector;
  let isReady = false;
  let told = [];
  const status = document.getElementById('status');
  const show = () => {
    status.textContent = (isReady ? 'Connected. ' : 'Not connected. ') + told.length + ' messages.';
  };
  const open = () => {
    isReady = false;
    inspector = window.open('${INSPECTOR}/inspect', 'xstateinspector');
    show();
  };
  document.getElementById('open').onclick = open;
  addEventListener('message', ({ origin, data }) => {
    if (origin !== '${INSPECTOR}' || data?.type !== '@statelyai.connected') return;
    isReady = true;
    for (const message of told) inspector.postMessage(message, '${INSPECTOR}');
    show();
  });
  const events = new EventSource('/events');
  events.addEventListener('reset', () => {
    told = [];
    if (inspector) open();
  });
  events.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    told.push(message);
    if (isReady) inspector.postMessage(message, '${INSPECTOR}');
    show();
  };
</script>
</html>
`;

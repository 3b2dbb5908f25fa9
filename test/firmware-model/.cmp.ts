import { readFileSync, readdirSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { APPS, fakeDevice, schedule, FakeHeap, type Step } from '/work/main/test/firmware-model/fake-device.js';
import { HTTPD_KCONFIG_DEFAULTS } from '/work/main/firmware-model/esp-http-server/index.js';
const dir = process.argv[2]!; const only = process.argv[3];
for (const f of readdirSync(dir).filter(x=>x.endsWith('.yaml'))) {
  if (only && !f.includes(only)) continue;
  const c = parse(readFileSync(dir+'/'+f,'utf8'));
  const base = dir+'/'+f.replace('.yaml','');
  let txt; try { txt = readFileSync(base+'.jsonl','utf8'); } catch { txt = gunzipSync(readFileSync(base+'.jsonl.gz')).toString(); }
  const ref = txt.split('\n').filter(Boolean).map(x=>JSON.parse(x)).filter(r=>r.k==='log');
  const d = c.device;
  const heap = new FakeHeap();
  const dev = fakeDevice({ httpd: d.httpd??{}, ws: d.ws??{}, heap, kconfig: {...HTTPD_KCONFIG_DEFAULTS, ...(d.sdkconfig??{})} }, { apps: d.apps.map((a: string)=>APPS[a]!), extraSockets: d.extra_sockets??0, workerPriority: d.worker_priority });
  let err=''; 
  try { schedule(dev, c.timeline as Step[]); dev.kernel.run(parseFloat(c.until)*1000); } catch(e) { err = String((e as Error).stack); }
  const got = dev.log.map(r=>({t:r.t,k:r.k,lv:r.lv,tag:r.tag,msg:r.msg}));
  let i=0; while(i<ref.length && i<got.length && JSON.stringify([ref[i].t,ref[i].lv,ref[i].tag,ref[i].msg])===JSON.stringify([got[i]!.t,got[i]!.lv,got[i]!.tag,got[i]!.msg])) i++;
  const ok = i===ref.length && i===got.length;
  console.log(ok?'OK ':'DIFF', f, i, ref.length, got.length, err.slice(0,300));
  if(!ok && (only || process.argv[4])) { for(let k=Math.max(0,i-4);k<i+4;k++){ console.log('   ref', JSON.stringify(ref[k])); console.log('   got', JSON.stringify(got[k])); } }
}

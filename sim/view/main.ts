/** The browser program of a report: reads the run out of the page and shows it. */

import type { ViewData } from '../report/timeline/view-data.js';
import { showRun } from './run-view.js';

const data = document.getElementById('run')?.textContent;
const place = document.getElementById('view');
if (data !== undefined && place !== null) showRun(JSON.parse(data) as ViewData, place);

// The page's beginning: reads the run out of the document and draws it.

import { render } from 'preact';
import { App } from './app.tsx';
import { readRun } from './read-data.ts';

const page = document.getElementById('page');
if (page) render(<App data={readRun()} />, page);

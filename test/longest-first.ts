/** The order of test files: without it the longest of all begins last, and one processor waits for the other. */

import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

import { LONG } from './kinds.js';

/** Vitest's own order, but for the files that take long: they begin first among those of their project. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const projects = new Set(sorted.map(({ project }) => project.name));
    return [...projects].flatMap((name) =>
      sorted.filter(({ project }) => project.name === name).sort((a, b) => rankOf(a) - rankOf(b)),
    );
  }
}

function rankOf({ project, moduleId }: TestSpecification): number {
  const place = LONG.indexOf(relative(project.config.root, moduleId));
  return place === -1 ? LONG.length : place;
}

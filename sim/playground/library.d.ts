/** Texts of scenarios/*.yaml by their names; esbuild.playground.js makes it. */
declare module 'lwip-twin:library' {
  export const LIBRARY: Readonly<Record<string, string>>;
}

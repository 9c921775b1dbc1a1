/** CSS modules: class names by name. A name that the file lacks is undefined, and React leaves it out. */
declare module '*.module.css' {
  const classes: Readonly<Record<string, string>>;
  export default classes;
}

declare module '*.css';

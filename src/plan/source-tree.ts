export async function* walkContext(_a: string, _b: readonly string[]): AsyncGenerator<{path:string;kind:'file'|'symlink'|'directory';mode:number;size:number;absolute:string}> {}

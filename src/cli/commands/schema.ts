import { Argument, type Command } from 'commander';
import { type SchemaName, schemaNames, schemaOf } from '../schema-command.ts';

const help = `
The first line of a matrix file tells editors where its schema is: # yaml-language-server: $schema=…

Examples:
  $ matrix schema
  $ matrix schema run`;

export function addSchema(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of the matrix file, for editors; of run.json; of a plan')
    .addArgument(new Argument('[of]', 'what it describes').choices([...schemaNames]).default('file'))
    .addHelpText('after', help)
    .action(async (of: SchemaName) => {
      process.stdout.write(`${JSON.stringify(await schemaOf(of), null, 2)}\n`);
    });
}

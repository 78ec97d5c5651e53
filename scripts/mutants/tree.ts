import { join } from 'node:path';
import {
  isImportDeclaration,
  isTypeNode,
  type Node,
  type SourceFile,
} from 'typescript/unstable/ast';
import { API, type Snapshot } from 'typescript/unstable/sync';
import type { Mutant, Operator } from './change.ts';
import { charts } from './operators/charts.ts';
import { conditions } from './operators/conditions.ts';
import { statements } from './operators/statements.ts';
import { values } from './operators/values.ts';

const operators: readonly Operator[] = [...conditions, ...values, ...statements, ...charts];

const lineAt = (text: string, at: number): number => text.slice(0, at).split('\n').length;

/** Every change that the operators know for a file, in the order of the text. */
const mutantsIn = (file: string, source: SourceFile): readonly Mutant[] => {
  const { text } = source;
  const found: Mutant[] = [];
  const visit = (node: Node): void => {
    if (isTypeNode(node) || isImportDeclaration(node)) return;
    for (const change of operators.flatMap((operator) => operator(node, source))) {
      const from = text.slice(change.at, change.end);
      if (from !== change.to) found.push({ ...change, file, line: lineAt(text, change.at), from });
    }
    node.forEachChild(visit);
  };
  source.forEachChild(visit);
  return found;
};

/** A project as the compiler sees it. */
export interface Tree {
  mutantsOf(file: string): readonly Mutant[];
  /** What the compiler says of a file as it lies on disk now; nothing when all is well. */
  complaints(file: string): readonly string[];
  /** What it says of all others then, which takes seconds. */
  complaintsElsewhere(): readonly string[];
  close(): void;
}

/** Opens the project in a folder, which takes a second. */
export function openTree(root: string): Tree {
  const api = new API({ cwd: root });
  const config = join(root, 'tsconfig.json');
  let snapshot: Snapshot = api.updateSnapshot({ openProjects: [config] });
  const program = () => {
    const project = snapshot.getProject(config);
    if (project === undefined) throw new Error(`no project in ${root}`);
    return project.program;
  };
  const sourceOf = (file: string): SourceFile => {
    const source = program().getSourceFile(join(root, file));
    if (source === undefined) throw new Error(`${file} is not part of the project in ${root}`);
    return source;
  };
  return {
    mutantsOf: (file) => mutantsIn(file, sourceOf(file)),
    complaints(file) {
      const path = join(root, file);
      const next = api.updateSnapshot({ fileChanges: { changed: [path] } });
      snapshot.dispose();
      snapshot = next;
      const now = program();
      return [...now.getSyntacticDiagnostics(path), ...now.getSemanticDiagnostics(path)].map(
        ({ text }) => text,
      );
    },
    complaintsElsewhere: () =>
      program()
        .getSemanticDiagnostics()
        .map(({ text }) => text),
    close: () => api.close(),
  };
}

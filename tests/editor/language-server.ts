import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type CompletionItem,
  CompletionRequest,
  ConfigurationRequest,
  createProtocolConnection,
  type Diagnostic,
  DidChangeWatchedFilesNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  FileChangeType,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  type MarkupContent,
  type Position,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node.js';
import { root } from '../cli/ganx.js';

/** Where the cursor stands in a text. */
export const cursor = '‸';

/** What an editor tells the server of its settings: nothing is fetched from the network. */
const settings = { yaml: { schemaStore: { enable: false }, kubernetesCRDStore: { enable: false } } };

/** Red Hat's yaml-language-server in a process of its own, spoken to as editors do, over its standard streams. */
export class LanguageServer {
  private opened = 0;
  private readonly awaited = new Map<string, (diagnostics: readonly Diagnostic[]) => void>();

  private constructor(
    private readonly folder: string,
    private readonly child: ChildProcess,
    private readonly connection: ProtocolConnection,
  ) {}

  /** @param folder where the files stand that are opened; `$schema=` of their modelines is relative to it */
  static async start(folder: string): Promise<LanguageServer> {
    const program = join(root, 'node_modules/yaml-language-server/bin/yaml-language-server');
    const child = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const server = new LanguageServer(folder, child, connection);
    connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
      server.awaited.get(uri)?.(diagnostics);
    });
    connection.onRequest(RegistrationRequest.type, () => undefined);
    const configured = new Promise<void>((resolve) => {
      connection.onRequest(ConfigurationRequest.type, ({ items }) => {
        resolve();
        return items.map(({ section }) => settings[section as keyof typeof settings] ?? null);
      });
    });
    connection.listen();
    await connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: null,
      capabilities: {
        workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
        textDocument: {
          completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
          hover: { contentFormat: ['markdown'] },
          publishDiagnostics: {},
        },
      },
    });
    await connection.sendNotification(InitializedNotification.type, {});
    await configured;
    return server;
  }

  /** What is underlined in a file with this text. */
  diagnose(text: string): Promise<readonly Diagnostic[]> {
    return this.open(text).diagnosed;
  }

  /** What is offered where the cursor stands. */
  async complete(marked: string): Promise<readonly CompletionItem[]> {
    const { text, position } = place(marked);
    const { uri } = this.open(text);
    const answer = await this.connection.sendRequest(CompletionRequest.type, {
      textDocument: { uri },
      position,
    });
    return Array.isArray(answer) ? answer : (answer?.items ?? []);
  }

  /** What is told of the word that the cursor stands before. Markdown's escapes are taken out. */
  async hover(marked: string): Promise<string> {
    const { text, position } = place(marked);
    const { uri } = this.open(text);
    const answer = await this.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
    const { value } = (answer?.contents ?? { value: '' }) as MarkupContent;
    return value.replace(/\\([\\`*_{}[\]#+\-!])/g, '$1');
  }

  /** Tells the server that a file of the folder has changed on disk, as an editor that watches it does. */
  async changed(name: string): Promise<void> {
    const changes = [
      { uri: pathToFileURL(join(this.folder, name)).href, type: FileChangeType.Changed as FileChangeType },
    ];
    await this.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes });
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('close', resolve));
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification(ExitNotification.type);
    await ended;
    this.connection.dispose();
  }

  /** Opens a file of its own for each text, so that no answer is about another. */
  private open(text: string): { readonly uri: string; readonly diagnosed: Promise<readonly Diagnostic[]> } {
    this.opened += 1;
    const uri = pathToFileURL(join(this.folder, `${this.opened}.yaml`)).href;
    const diagnosed = new Promise<readonly Diagnostic[]>((resolve) => this.awaited.set(uri, resolve));
    void this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'yaml', version: 1, text },
    });
    return { uri, diagnosed };
  }
}

function place(marked: string): { readonly text: string; readonly position: Position } {
  const before = marked.slice(0, marked.indexOf(cursor)).split('\n');
  return {
    text: marked.replace(cursor, ''),
    position: { line: before.length - 1, character: before.at(-1)!.length },
  };
}

/** What a person sees of files that begin with a modeline, in few words. Lines and columns count from 1, after the modeline. */
export function shownBy(server: () => LanguageServer, modeline: string) {
  const complete = (text: string) => server().complete(modeline + text);
  return {
    /** Sorted, as editors sort them. */
    labels: async (text: string): Promise<readonly string[]> =>
      (await complete(text)).map(({ label }) => label).sort(),
    /** What choosing an item writes, and what is told of it. */
    inserted: async (text: string, label: string) => {
      const item = (await complete(text)).find((one) => one.label === label);
      if (!item) throw new Error(`"${label}" is not offered.`);
      const { documentation } = item;
      return {
        text: item.textEdit?.newText ?? item.insertText,
        documentation: typeof documentation === 'object' ? documentation.value : documentation,
      };
    },
    hover: (text: string) => server().hover(modeline + text),
    /** As `line:column message`. */
    problems: async (text: string): Promise<readonly string[]> =>
      (await server().diagnose(modeline + text)).map(
        ({ range, message }) => `${range.start.line}:${range.start.character + 1} ${message}`,
      ),
  };
}

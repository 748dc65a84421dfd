/** What can be wrong with a plugin that a spec lists. Stable, like the codes of specs; the sentence is what docs print. */
export const pluginCodes = {
  GANX_PLUGIN_SYNTAX: 'A file of the plugin is not TypeScript or JavaScript that can be read.',
  GANX_PLUGIN_IMPORT: 'A file of the plugin imports something that is not there.',
  GANX_PLUGIN_THREW: 'The plugin threw: while it was loaded, or later in one of its hooks.',
  GANX_PLUGIN_RESULT: 'A hook of the plugin gave something else than its kind asks for.',
  GANX_PLUGIN_EXPORT: 'The module exports no plugin.',
  GANX_PLUGIN_INVALID: 'The plugin or one of its components is not of the shape that its kind asks for.',
  GANX_PLUGIN_API: 'The plugin was written for another version of the plugin contracts.',
  GANX_PLUGIN_NAMESPACE: 'The plugin has no namespace of its own.',
  GANX_PLUGIN_KIND: 'A component is of a kind that does not exist.',
  GANX_PLUGIN_OPTIONS: 'The options of a component are not a closed, described JSON Schema.',
  GANX_PLUGIN_EXAMPLE: 'An example of a component is refused by its own schema.',
  GANX_PLUGIN_CLASH: 'Two components of one kind have the same address.',
  GANX_PLUGIN_UNTRUSTED: 'A run lists plugins, and nothing shows that this user began it with them.',
  GANX_PLUGIN_CHANGED: 'A plugin is not the one that the run was begun with.',
} as const;

/** One of the codes above. */
export type PluginCode = keyof typeof pluginCodes;

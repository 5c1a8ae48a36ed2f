/** Lines of somebody's output, as they are. */
export function Lines({ lines }: { readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  // A region that scrolls has to be reached by the keyboard.
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <pre class="lines" tabIndex={0}>
      {lines.join('\n')}
    </pre>
  );
}

import { useState } from 'preact/hooks';

/** A command in a line, with a button that copies it. */
export function Command({ text }: { readonly text: string }) {
  const [said, say] = useState('Copy');
  return (
    <div class="command">
      <code>{text}</code>
      <button
        type="button"
        onClick={async () => say((await copy(text)) ? 'Copied' : 'Select and copy')}
        onBlur={() => say('Copy')}
      >
        <span aria-live="polite">{said}</span>
      </button>
    </div>
  );
}

/** Whether the text is on the clipboard now. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

// What a shell has to be told once, so that it asks `matrix completion` what a word may become. All that is known of
// commands, flags and matrices is answered there; here is only how each shell asks and takes the answer.

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

const bash = `# matrix completion bash
_matrix() {
  local line=\${COMP_LINE:0:COMP_POINT} current broken answer
  local -a words
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  current=\${words[\${#words[@]}-1]}
  # Bash replaces only what follows the last of these within a word.
  broken=""
  [[ $current == *[=:]* ]] && broken=\${current%"\${current##*[=:]}"}
  COMPREPLY=()
  while IFS= read -r answer; do
    if [[ $answer == ":files" ]]; then
      compopt -o default
      return
    fi
    answer=\${answer%%$'\\t'*}
    [[ $answer == "$current"* ]] && COMPREPLY+=("\${answer#"$broken"}")
  done < <("\${words[0]}" completion bash --complete -- "\${words[@]:1}" 2>/dev/null)
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace
}
complete -F _matrix matrix matrix-run
`;

const zsh = `#compdef matrix matrix-run
# matrix completion zsh
_matrix() {
  local -a answers open closed
  local answer word text
  answers=("\${(@f)$("\${words[1]}" completion zsh --complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ \${answers[1]} == ":files" ]]; then
    _files
    return
  fi
  for answer in "\${answers[@]}"; do
    [[ -z $answer ]] && continue
    word=\${answer%%$'\\t'*}
    text=\${answer#*$'\\t'}
    [[ $text == "$answer" ]] && text=""
    word=\${word//:/\\\\:}
    if [[ $word == *= ]]; then open+=("$word"); else closed+=("$word\${text:+:$text}"); fi
  done
  (( \${#open} )) && _describe matrix open -S ""
  (( \${#closed} )) && _describe matrix closed
}
compdef _matrix matrix matrix-run
`;

const fish = `# matrix completion fish
function __matrix_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l answers ($words[1] completion fish --complete -- $words[2..-1] 2>/dev/null)
    if test "$answers[1]" = ":files"
        __fish_complete_path (commandline -ct)
    else
        printf '%s\\n' $answers
    end
end
complete -c matrix -f -a '(__matrix_complete)'
complete -c matrix-run -f -a '(__matrix_complete)'
`;

/** The script that a shell reads. */
export function completionScript(shell: Shell): string {
  return { bash, zsh, fish }[shell];
}

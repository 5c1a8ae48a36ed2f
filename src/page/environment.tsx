import type { PageData } from '../report/html/page-data.ts';

/** What the run ran on: the engine, and every image with what it really was. */
export function Environment({ data }: { readonly data: PageData }) {
  return (
    <section aria-labelledby="environment">
      <h2 id="environment">Environment</h2>
      <dl>
        {data.environment.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <div class="scroll">
        <table class="images">
          <thead>
            <tr>
              <th scope="col">Image</th>
              <th scope="col">State</th>
              <th scope="col">Digest</th>
            </tr>
          </thead>
          <tbody>
            {data.images.map(({ label, key, state, digest }) => (
              <tr key={key}>
                <th scope="row" title={key}>
                  {label}
                </th>
                <td>{state}</td>
                <td>
                  <code>{digest ?? '–'}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

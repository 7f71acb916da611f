import type { VNode } from 'preact';
import { CIRCUMSTANCES, CORRECTION_GROUNDS, CORRECTION_OUTCOMES, SOURCE_HANDLING } from '../../../rules/correct';
import type { RequestDetail } from '../../../db/requests-read';
import { Table } from '../../parts';
import { plain } from '../../words';
import { type DetailProps, Part } from './part';

/** What is contested, where it is held, and what was decided of it; values stand behind a button that is recorded. */
export function Corrections({ detail: { corrections, plan }, labels }: DetailProps): VNode {
  return (
    <Part title="What is contested">
      <Table
        caption="Contested fields"
        head={['Field', 'Deletion instead', 'Same denied before', 'Decided', 'Ground', 'Source']}
        rows={corrections.map((each) => [
          plain(each.field),
          each.consentsToDeletion ? 'Agreed' : 'Not agreed',
          each.repeat ? 'Within six months, nothing new (CLK-12)' : 'No',
          each.outcome ? plain(each.outcome) : 'Open',
          each.ground ? plain(each.ground) : '',
          each.source ? plain(each.source) : '',
        ])}
      />
      {plan ? (
        <Table
          caption="Where it is held"
          head={['System', 'Table', 'Places']}
          rows={plan.summary.systems.flatMap((system) =>
            system.tables.map((table) => [labels.get(system.system) ?? system.system, table.table, String(table.rows)]),
          )}
        />
      ) : null}
    </Part>
  );
}

/** The guided decision about each contested field (COR-02 to COR-09). */
export function CorrectionFields({ corrections }: Pick<RequestDetail, 'corrections'>): VNode {
  return (
    <>
      <p>Weigh all circumstances together, and state under Facts how (COR-02, COR-04):</p>
      <ul>
        {Object.values(CIRCUMSTANCES).map((question) => (
          <li>{question}</li>
        ))}
      </ul>
      {corrections
        .filter(({ outcome }) => outcome !== 'not-held')
        .map(({ field }) => (
          <fieldset>
            <legend>{plain(field)}</legend>
            <Select id={`outcome.${field}`} label="What becomes of it" options={CORRECTION_OUTCOMES} />
            <Select id={`ground.${field}`} label="Ground, where denied" options={CORRECTION_GROUNDS} empty />
            <div class="field">
              <label for={`likelihood.${field}`}>How likely what we hold is accurate, percent</label>
              <input id={`likelihood.${field}`} name={`likelihood.${field}`} inputMode="numeric" value="0" />
            </div>
            <div class="field tick">
              <input type="checkbox" id={`ownDocuments.${field}`} name={`ownDocuments.${field}`} value="yes" />
              <label for={`ownDocuments.${field}`}>We hold documents that show it to be accurate.</label>
            </div>
            <div class="field tick">
              <input
                type="checkbox"
                id={`adequateProcesses.${field}`}
                name={`adequateProcesses.${field}`}
                value="yes"
              />
              <label for={`adequateProcesses.${field}`}>
                Where effort is the ground: our processes for such requests are adequate (DEN-03).
              </label>
            </div>
            <Select
              id={`source.${field}`}
              label="Source: our own, named to the consumer, or told"
              options={SOURCE_HANDLING}
            />
            <div class="field">
              <label for={`sourceName.${field}`}>Name of the source, where named</label>
              <input id={`sourceName.${field}`} name={`sourceName.${field}`} />
            </div>
            <div class="field">
              <label for={`fieldFacts.${field}`}>Facts for the consumer, where denied</label>
              <textarea id={`fieldFacts.${field}`} name={`fieldFacts.${field}`} rows={2} />
            </div>
          </fieldset>
        ))}
    </>
  );
}

function Select({
  id,
  label,
  options,
  empty,
}: {
  id: string;
  label: string;
  options: readonly string[];
  empty?: boolean;
}): VNode {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={id}>
        {empty ? <option value="">-</option> : null}
        {options.map((option) => (
          <option value={option}>{plain(option)}</option>
        ))}
      </select>
    </div>
  );
}

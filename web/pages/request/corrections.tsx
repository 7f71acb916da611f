import type { VNode } from 'preact';
import { CIRCUMSTANCES, CORRECTION_GROUNDS, CORRECTION_OUTCOMES, SOURCE_HANDLING } from '../../../rules/correct';
import type { RequestDetail } from '../../../db/requests-read';
import { LineField, LinesField, type Options, SelectField, TickField } from '../../fields';
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
            <SelectField
              id={`outcome.${field}`}
              name={`outcome.${field}`}
              label="What becomes of it"
              options={coded(CORRECTION_OUTCOMES)}
            />
            <SelectField
              id={`ground.${field}`}
              name={`ground.${field}`}
              label="Ground, where denied"
              options={coded(CORRECTION_GROUNDS)}
              empty
            />
            <LineField
              id={`likelihood.${field}`}
              name={`likelihood.${field}`}
              label="How likely what we hold is accurate, percent"
              standard="0"
              numeric
            />
            <TickField
              id={`ownDocuments.${field}`}
              name={`ownDocuments.${field}`}
              label="We hold documents that show it to be accurate."
            />
            <TickField
              id={`adequateProcesses.${field}`}
              name={`adequateProcesses.${field}`}
              label="Where effort is the ground: our processes for such requests are adequate (DEN-03)."
            />
            <TickField
              id={`documentedBelief.${field}`}
              name={`documentedBelief.${field}`}
              label="Where fraud or abuse is the ground: we believe so in good faith, and the grounds are documented (COR-08)."
            />
            <SelectField
              id={`source.${field}`}
              name={`source.${field}`}
              label="Source: our own, named to the consumer, or told"
              options={coded(SOURCE_HANDLING)}
            />
            <LineField
              id={`sourceName.${field}`}
              name={`sourceName.${field}`}
              label="Name of the source, where named"
            />
            <LinesField
              id={`fieldFacts.${field}`}
              name={`fieldFacts.${field}`}
              label="Facts for the consumer, where denied"
              rows={2}
            />
          </fieldset>
        ))}
    </>
  );
}

const coded = (codes: readonly string[]): Options => codes.map((code) => [code, plain(code)] as const);

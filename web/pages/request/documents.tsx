import type { VNode } from 'preact';
import { documentsTaken, maySeeDocument } from '../../../rules/documents';
import { Badge, DocumentForm, SessionForm, Table } from '../../parts';
import { DOCUMENT_WORDS, momentWords, sizeWords } from '../../words';
import { type DetailProps, Part } from './part';

/** Documents that were handed in, each to be saved by those who may see it; and a form to add what came by post. */
export function Documents({
  signedIn,
  detail: { request, documents, sharedPapers },
  names,
}: DetailProps): VNode | null {
  const taken = documentsTaken({
    right: request.right,
    by: 'staff',
    phase: request.phase,
    throughAgent: request.channel === 'agent',
    disputed: request.disputed,
  });
  const mayAdd =
    taken.length > 0 && signedIn.staff.roles.some((role) => role !== 'auditor' && role !== 'administrator');
  if (documents.length === 0 && !mayAdd) return null;
  const { roles } = signedIn.staff;
  return (
    <div id="documents">
      <Part title="Documents">
        <Table
          caption="Documents handed in"
          head={['What', 'Type', 'Size', 'From', 'Added', '']}
          rows={documents.map((document, index) => [
            sharedPapers[document.id] ? (
              <>
                {DOCUMENT_WORDS[document.purpose]}{' '}
                <Badge tone="warn">Same paper for {sharedPapers[document.id]} other consumers</Badge>
              </>
            ) : (
              DOCUMENT_WORDS[document.purpose]
            ),
            document.type.toUpperCase(),
            sizeWords(document.bytes),
            names.get(document.added_by) ?? document.added_by,
            momentWords(document.added_at),
            document.destroyed_at ? (
              `Destroyed ${momentWords(document.destroyed_at)} (VER-03)`
            ) : maySeeDocument(document.purpose, roles) ? (
              <SessionForm
                action={`/staff/requests/${request.reference}/documents/${document.id}`}
                csrf={signedIn.csrf}
              >
                <button type="submit" class="quiet">
                  Save <span class="sr">document {index + 1}</span>
                </button>
              </SessionForm>
            ) : null,
          ])}
        />
        {mayAdd ? (
          <details>
            <summary>Add documents that came by another way</summary>
            <DocumentForm
              action={`/staff/requests/${request.reference}/documents`}
              csrf={signedIn.csrf}
              purposes={taken.map((purpose) => [purpose, DOCUMENT_WORDS[purpose]] as const)}
            />
          </details>
        ) : null}
      </Part>
    </div>
  );
}

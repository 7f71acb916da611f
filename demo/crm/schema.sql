-- The customer system of the demo business: six tables, with references between them.
--
-- No reference cascades. A row that is kept (an invoice by law, an open order, a security incident) must be unlinked
-- by whoever erases the contact: the data map says which columns may be set to NULL. A reference that nobody thought
-- of stops the erasure with an error rather than leave a half-forgotten person behind.
--
-- Not every row of a person hangs on the contact: a mail that came before the registration has only its sender's
-- address, and a visit before the log-in only the visitor's cookie. They are found by identifier, not by reference.

CREATE TABLE companies (
  id integer PRIMARY KEY,
  name text NOT NULL,
  domain text NOT NULL,
  city text NOT NULL,
  -- a business's own address: no person
  postal_address text NOT NULL
);

CREATE TABLE contacts (
  id integer PRIMARY KEY,
  company_id integer REFERENCES companies,
  name text NOT NULL,
  -- lower case; two people may share one (info@ of a small company)
  email text NOT NULL,
  email_changed_at timestamptz NOT NULL,
  -- true for info@, events@ and the like: a message there does not reach one person alone
  email_shared boolean NOT NULL,
  -- E.164; two people may share one (a switchboard)
  phone text,
  phone_changed_at timestamptz,
  job_title text NOT NULL,
  -- of the home address given at registration: never sold, hence good for verification
  postal_code text NOT NULL,
  -- printed on invoices and badges as MLM-000000; null for people who never bought
  customer_number text UNIQUE,
  -- how the record came to be: registration, download, phone, data-provider
  source text NOT NULL,
  -- delegate, attendee, speaker, subscriber, downloader
  kind text NOT NULL,
  registered_on date NOT NULL,
  -- told by the engine when a person opts out of sale and sharing, or allows it again; lists for sponsors leave them out
  no_sale boolean NOT NULL DEFAULT false
);
CREATE INDEX contacts_email ON contacts (email);
CREATE INDEX contacts_phone ON contacts (phone);

CREATE TABLE orders (
  id integer PRIMARY KEY,
  number text NOT NULL UNIQUE,
  contact_id integer REFERENCES contacts,
  company_id integer REFERENCES companies,
  product text NOT NULL,
  amount_cents integer NOT NULL,
  -- open: paid for and still to be delivered; fulfilled: nothing is owed to either side
  status text NOT NULL CHECK (status IN ('open', 'fulfilled')),
  -- where an open order goes, so that it can be delivered when the contact is gone
  deliver_to_name text NOT NULL,
  deliver_to_email text NOT NULL,
  placed_on date NOT NULL
);
CREATE INDEX orders_contact ON orders (contact_id);
CREATE INDEX orders_deliver_to_email ON orders (deliver_to_email);

CREATE TABLE invoices (
  id integer PRIMARY KEY,
  number text NOT NULL UNIQUE,
  order_id integer REFERENCES orders,
  contact_id integer REFERENCES contacts,
  -- an invoice is kept by law with what it was issued with, whatever becomes of the contact
  billing_name text NOT NULL,
  billing_email text NOT NULL,
  billing_address text NOT NULL,
  card_last_four text,
  amount_cents integer NOT NULL,
  issued_on date NOT NULL,
  -- the day on which the duty to keep it ends: seven years after issue
  keep_until date NOT NULL
);
CREATE INDEX invoices_contact ON invoices (contact_id);
CREATE INDEX invoices_order ON invoices (order_id);
CREATE INDEX invoices_billing_email ON invoices (billing_email);

CREATE TABLE interactions (
  id integer PRIMARY KEY,
  -- null where the message could not be told to belong to a contact
  contact_id integer REFERENCES contacts,
  from_email text,
  -- email, call, download, security-incident
  kind text NOT NULL,
  -- true where the row belongs to a security incident that is still on file
  security_incident boolean NOT NULL,
  summary text NOT NULL,
  happened_at timestamptz NOT NULL
);
CREATE INDEX interactions_contact ON interactions (contact_id);
CREATE INDEX interactions_from_email ON interactions (from_email);

CREATE TABLE web_visits (
  id integer PRIMARY KEY,
  -- first-party cookie
  visitor_id text NOT NULL,
  -- null for people who never registered, and for visits before they logged in
  contact_id integer REFERENCES contacts,
  -- what an unregistered visitor typed into a form (a quote, a brochure)
  form_email text,
  form_postal_code text,
  ip_address text NOT NULL,
  user_agent text NOT NULL,
  url text NOT NULL,
  visited_at timestamptz NOT NULL
);
CREATE INDEX web_visits_visitor ON web_visits (visitor_id);
CREATE INDEX web_visits_contact ON web_visits (contact_id);
CREATE INDEX web_visits_form_email ON web_visits (form_email);

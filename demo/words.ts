/** What the names of invented people, companies and pages are made of. */
export const GIVEN_NAMES =
  'Aaron Abigail Adrian Aisha Alma Andre Anika Anton Beatriz Benedict Bianca Bruno Camille Carlos Cecilia Chen Clara Connor Daniela Darius Deepa Dmitri Eileen Elena Elias Emeka Erika Esteban Fatima Felix Fiona Gabriel Gemma Hakim Hannah Hugo Ines Isaac Ivy Jamal Jasmin Joel Jonas Kamala Karim Keiko Kofi Lars Leila Lionel Lucia Malik Marta Miriam Naomi Nikhil Noor Olga Oscar Paloma Pavel Petra Quentin Rafael Rebecca Rosa Samir Selma Simone Stefan Tariq Teresa Thea Uma Ursula Valentin Vera Wanda Xavier Yara Yusuf Zoe'.split(
    ' ',
  );
/** Family names. */
export const FAMILY_NAMES =
  'Abbott Acosta Adeyemi Alvarez Andersen Aoki Barlow Bauer Bishara Blanchard Boateng Calloway Cardenas Chaudhry Cohen Cruz Dalton Delgado Duarte Eastman Eriksen Farrow Ferreira Fontaine Foster Gallagher Garrison Gupta Hadley Haddad Hansen Hawthorne Hidalgo Holloway Ibarra Iyer Jansen Jennings Kaplan Keller Khoury Kowalski Laurent Leung Lockhart Mahoney Marsh Mehta Mendoza Merritt Montoya Mwangi Nakamura Navarro Novak Obrien Okafor Olsen Ortega Palmer Park Pereira Petrov Quinlan Rahman Ramsey Reyes Rhodes Rossi Santoro Schaefer Shah Sinclair Sorensen Sutton Takeda Thornton Torres Underwood Valdez Vance Vargas Wagner Weiss Whitaker Winslow Yamada Yoder Zhang Zimmer'.split(
    ' ',
  );
/** First halves of company names. */
export const COMPANY_HEADS =
  'Harbor Cedar Summit Lantern Ironwood Bayside Copper Meadow Quarry Silver Juniper Redwood Mesa Prairie Compass Anchor Falcon Orchard Granite Willow'.split(
    ' ',
  );
/** Second halves of company names. */
export const COMPANY_TAILS =
  'Analytics Foods Logistics Health Retail Media Insurance Outfitters Systems Hotels Grocers Energy'.split(' ');
/** Cities with the area code and the first three digits of the postal codes that go with them. */
export const PLACES = [
  { city: 'Los Angeles', area: '213', postal: '900' },
  { city: 'Long Beach', area: '562', postal: '908' },
  { city: 'Pasadena', area: '626', postal: '911' },
  { city: 'Burbank', area: '818', postal: '915' },
  { city: 'San Diego', area: '619', postal: '921' },
  { city: 'Carlsbad', area: '760', postal: '920' },
  { city: 'Riverside', area: '951', postal: '925' },
  { city: 'Irvine', area: '949', postal: '926' },
  { city: 'Anaheim', area: '714', postal: '928' },
  { city: 'Ventura', area: '805', postal: '930' },
  { city: 'Bakersfield', area: '661', postal: '933' },
  { city: 'Fresno', area: '559', postal: '937' },
  { city: 'San Mateo', area: '650', postal: '944' },
  { city: 'San Francisco', area: '415', postal: '941' },
  { city: 'Concord', area: '925', postal: '945' },
  { city: 'Oakland', area: '510', postal: '946' },
  { city: 'Santa Cruz', area: '831', postal: '950' },
  { city: 'San Jose', area: '408', postal: '951' },
  { city: 'Stockton', area: '209', postal: '952' },
  { city: 'Santa Rosa', area: '707', postal: '954' },
  { city: 'Sacramento', area: '916', postal: '958' },
  { city: 'Redding', area: '530', postal: '960' },
  { city: 'Inglewood', area: '424', postal: '903' },
  { city: 'Glendale', area: '747', postal: '912' },
  { city: 'La Jolla', area: '858', postal: '920' },
] as const;
/** What people do. */
export const JOB_TITLES = [
  'Head of Customer Care',
  'Marketing Director',
  'VP Digital',
  'Operations Manager',
  'Data Engineer',
  'Chief Customer Officer',
  'Procurement Lead',
  'Contact Center Manager',
  'Product Manager',
  'Research Analyst',
  'Store Operations Director',
  'Loyalty Program Manager',
];
/** Pages of the business's site. */
export const PAGES = [
  '/',
  '/events',
  '/events/data-leaders-summit',
  '/events/customer-engagement-west',
  '/reports/state-of-retail-media',
  '/whitepapers/contact-centers-after-chat',
  '/magazine',
  '/pricing',
  '/speakers',
];
/** Browsers that visited. */
export const BROWSERS = [
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_4) AppleWebKit/605.1.15 Safari/605.1.15',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36',
  'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1',
];

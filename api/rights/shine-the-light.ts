import { z } from 'zod';
import { email, line } from '../border';

/** What is asked of a customer who asks about direct marketing: how to answer, and nothing to prove (STL-05). */
export const shineTheLightFields = { right: z.literal('shine-the-light'), name: line(200), email };

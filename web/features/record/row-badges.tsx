'use client';
import type { ElementSummary } from '@sealchart/sdk';
import { ArrowDown, ArrowUp, CircleDot, Clock, GitFork, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { canHaveText } from '../../client/text-keys.ts';
import { Badge } from '../../components/ui/badge.tsx';
import { kindOf } from './kinds.ts';
import { flagOfAll } from './values.ts';

/** Kinds whose state is always worth a word. */
const WITH_STATE: ReadonlySet<string> = new Set(['medications', 'allergies', 'conditions']);
/** States that say no more than the entry itself. */
const USUAL: ReadonlySet<string> = new Set([
  'final',
  'completed',
  'finished',
  'current',
  'active',
  'unknown',
  'amended',
  'corrected',
  'fulfilled',
]);
const BAD: ReadonlySet<string> = new Set(['entered-in-error', 'not-done', 'cancelled', 'not-taken']);

/** The words of state of an entry: what is new, waits, is active, or stands out. */
export function RowBadges({ element }: { readonly element: ElementSummary }) {
  const t = useTranslations('record');
  const { facts, edit, isUnseen } = element;
  const status = facts?.status;
  const isStated = status !== undefined && (WITH_STATE.has(kindOf(element)) ? status !== 'unknown' : !USUAL.has(status));
  const flag = flagOfAll(facts?.values ?? []);
  const Arrow = flag === 'high' ? ArrowUp : ArrowDown;
  return (
    <>
      {isUnseen && (
        <Badge kind="info" icon={CircleDot}>
          {t('row.new')}
        </Badge>
      )}
      {edit && (
        <Badge kind={edit === 'conflict' ? 'bad' : 'warn'} icon={edit === 'conflict' ? GitFork : Clock}>
          {t(`row.${edit}`)}
        </Badge>
      )}
      {facts?.criticality === 'high' && (
        <Badge kind="bad" icon={TriangleAlert}>
          {t('criticality.high')}
        </Badge>
      )}
      {facts?.criticality === 'low' && <Badge>{t('criticality.low')}</Badge>}
      {isStated && (
        <Badge kind={stateLook(status)}>{canHaveText(status) && t.has(`status.${status}`) ? t(`status.${status}`) : status}</Badge>
      )}
      {flag && (
        <Badge kind="warn" icon={Arrow}>
          {t(`flag.${flag}`)}
        </Badge>
      )}
    </>
  );
}

function stateLook(status: string): 'good' | 'warn' | 'plain' {
  if (status === 'active') return 'good';
  return BAD.has(status) ? 'warn' : 'plain';
}

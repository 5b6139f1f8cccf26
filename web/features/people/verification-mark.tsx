'use client';
import type { Person } from '@sealchart/sdk';
import { BadgeCheck, CircleHelp, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Badge } from '../../components/ui/badge.tsx';

const MARKS = {
  verified: { kind: 'good', icon: BadgeCheck },
  unverified: { kind: 'plain', icon: CircleHelp },
  changed: { kind: 'bad', icon: TriangleAlert },
} as const;

/** Whether the key of a person was compared: a picture and a word, in every list where a person appears. */
export function VerificationMark({ state }: { readonly state: Person['state'] }) {
  const t = useTranslations('common.verification');
  const { kind, icon } = MARKS[state];
  return (
    <Badge kind={kind} icon={icon}>
      {t(state)}
    </Badge>
  );
}

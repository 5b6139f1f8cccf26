'use client';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../client/formats.ts';
import { ProgressBar } from '../../components/ui/progress-bar.tsx';
import { useAmounts } from './amounts.ts';
import type { Course, Motion } from './import-state.ts';

interface CourseBarProps {
  readonly file: File;
  readonly course: Course | undefined;
  /** Absent while a file is only looked through. */
  readonly motion?: Motion;
}

/** How far a file is: what is done, how much of it, and how long the rest takes. */
export function CourseBar({ file, course, motion }: CourseBarProps) {
  const t = useTranslations('exchange.course');
  const common = useTranslations('common.progress');
  const format = useFormats();
  const { bytes, left } = useAmounts();
  const phase = course?.phase ?? 'reading';
  const label = motion === undefined || motion === 'running' ? t(motion === undefined ? 'checking' : phase) : t(motion);
  // Of what was counted before, also while it is looked through again.
  if (course?.total !== undefined) {
    const { done, total, secondsLeft } = course;
    const amount = common('amount', { done: format.number(done), total: format.number(total) });
    const size = common('amount', { done: bytes(Math.round((file.size * done) / Math.max(total, 1))), total: bytes(file.size) });
    const isMoving = motion === 'running' && phase === 'sealing';
    const time = isMoving && secondsLeft !== undefined ? common('left', { time: left(secondsLeft) }) : undefined;
    return <ProgressBar label={label} done={done} total={total} detail={[amount, size, time].filter(Boolean).join(' · ')} />;
  }
  const read = course?.bytes ?? 0;
  return (
    <ProgressBar label={label} done={read} total={file.size} detail={common('amount', { done: bytes(read), total: bytes(file.size) })} />
  );
}

'use client';
import { useTranslations } from 'next-intl';
import { Button } from '../../components/ui/button.tsx';
import { StepHeader } from '../../components/ui/step-header.tsx';
import { ChooseStep } from './choose-step.tsx';
import { CourseBar } from './course-bar.tsx';
import { FileLine } from './file-line.tsx';
import { useImport } from './import-provider.tsx';
import type { ImportState } from './import-state.ts';
import { PreviewStep } from './preview-step.tsx';
import { ReportStep } from './report-step.tsx';
import { RunStep } from './run-step.tsx';
import { UnreadableStep } from './unreadable-step.tsx';

const PLACES: Readonly<Record<ImportState['step'], number>> = { choose: 1, check: 2, unreadable: 2, preview: 2, import: 3, report: 4 };
const STEPS = 4;

/** Brings a file into the record: choose, check, import, see what came of it. */
export function ImportPage() {
  const t = useTranslations('exchange');
  const { state } = useImport();
  const { step } = state;
  const intro = step === 'choose' || step === 'preview' ? t(`intros.${step}`) : undefined;
  const news = step === 'import' ? t(`news.${state.motion}`) : t(`titles.${step}`);
  return (
    <div className="max-w-2xl">
      <StepHeader step={PLACES[step]} steps={STEPS} title={t(`titles.${step}`)} intro={intro} />
      <p role="status" className="sr-only">
        {step === 'choose' ? '' : news}
      </p>
      <StepBody state={state} />
    </div>
  );
}

function StepBody({ state }: { readonly state: ImportState }) {
  const t = useTranslations('common.actions');
  const { runner } = useImport();
  switch (state.step) {
    case 'choose':
      return <ChooseStep />;
    case 'check':
      return (
        <div className="space-y-5">
          <FileLine file={state.file} />
          <CourseBar file={state.file} course={state.course} />
          <Button look="secondary" onClick={() => void runner.end()}>
            {t('cancel')}
          </Button>
        </div>
      );
    case 'unreadable':
      return <UnreadableStep file={state.file} problem={state.problem} />;
    case 'preview':
      return <PreviewStep file={state.file} preview={state.preview} />;
    case 'import':
      return <RunStep state={state} />;
    default:
      return <ReportStep file={state.file} report={state.report} />;
  }
}

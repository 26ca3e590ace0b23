package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.echelle.analysis.samples.PooledCodes;
import org.echelle.api.Progress;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features that fire on new samples, against those of a sample of the run that is just like them. */
class FiringJobTest {
    private static final int SAMPLES = 60;

    @TempDir
    static Path shared;

    private static Path run;

    @BeforeAll
    static void runOnce() {
        run = shared.resolve("run");
        RunConfig config = RunConfig.of(
                "toy",
                List.of(
                        "domain=toy",
                        "samples.count=" + SAMPLES,
                        "extract.rows-per-sample=0",
                        "concepts=[{kind: symbols}]",
                        "hooks=[embed]",
                        "dictionary={features: 12, k: 2, batch: 64, steps: 150}",
                        "score.bootstrap=0",
                        "score.baselines=[]",
                        "out=" + run));
        try (RunFolder folder = RunFolder.open(config.out());
                OpenedDomain opened = OpenedDomain.whole(config, new ToyDomain(), Progress.SILENT)) {
            new Run(opened, folder, Map.of("echelle", "test"), Progress.SILENT).go(Run.Step.SCORE, false);
        }
    }

    private static String written(int strip) {
        int[] symbols = new ToyDomain.Strips(new ToyDomain.StripOptions(SAMPLES, 0))
                .load(strip)
                .symbols();
        return Arrays.stream(symbols).mapToObj(Integer::toString).collect(Collectors.joining());
    }

    private static FiringJob job(String given) {
        return FiringJob.open(run, "", given, name -> new ToyDomain(), List.of(), Progress.SILENT);
    }

    @Test
    void aTypedSampleFiresAsItsTwinInTheRun() {
        Map<Integer, Float> expected = new HashMap<>();
        float[] most = new float[12];
        List<Map<Integer, Float>> all = new ArrayList<>();
        try (FinishedRun finished = FinishedRun.open(run, name -> new ToyDomain(), Progress.SILENT)) {
            PooledCodes codes = finished.pooled(finished.results(""));
            for (int s = 0; s < codes.size(); s++) {
                Map<Integer, Float> one = new HashMap<>();
                double[] dense = codes.dense(s);
                for (int j = 0; j < 12; j++) {
                    float value = (float) dense[j];
                    if (value > 0) {
                        one.put(j, value);
                        most[j] = Math.max(most[j], value);
                    }
                }
                all.add(one);
                if (codes.number(s) == 17) {
                    expected.putAll(one);
                }
            }
        }
        List<FiringJob.Fired> told = new ArrayList<>();
        try (FiringJob job = job(written(17))) {
            assertThat(job.each(12, told::add)).isEqualTo(SAMPLES);
            assertThat(job.opened().samples().id(0)).isEqualTo("line-1");
        }
        assertThat(told).hasSize(1);
        assertThat(told.get(0).rows()).isEqualTo(ToyDomain.CELLS);
        assertThat(told.get(0).features())
                .extracting(Firing::feature)
                .containsExactlyInAnyOrderElementsOf(expected.keySet());
        int before = 0;
        for (Firing f : told.get(0).features()) {
            float peak = expected.get(f.feature());
            assertThat(f.peak()).isCloseTo(peak, within(1e-5f * peak));
            assertThat(f.share()).isCloseTo(peak / most[f.feature()], within(1e-5));
            assertThat(f.activations().values()[f.peakRow()]).isEqualTo(f.peak());
            long clearly = all.stream()
                    .filter(o -> o.getOrDefault(f.feature(), 0f) > peak * (1 + 1e-5f))
                    .count();
            long nearly = all.stream()
                    .filter(o -> o.getOrDefault(f.feature(), 0f) >= peak * (1 - 1e-5f))
                    .count();
            assertThat((long) f.reached()).isBetween(clearly, nearly);
            assertThat(f.reached()).isGreaterThanOrEqualTo(before);
            before = f.reached();
        }
    }

    @Test
    void aFileThatTheRunsOwnKindCannotReadIsReadByAnother() throws Exception {
        Path file = Files.writeString(shared.resolve("strips.txt"), written(3) + "\n" + written(4) + "\n");
        List<FiringJob.Fired> told = new ArrayList<>();
        try (FiringJob job = job(file.toString())) {
            job.each(2, told::add);
        }
        assertThat(told).extracting(FiringJob.Fired::sample).containsExactly(0, 1);
        assertThat(told).allSatisfy(f -> assertThat(f.features()).hasSizeLessThanOrEqualTo(2));
    }

    @Test
    void whatIsNoSampleIsToldSo() throws Exception {
        assertThatThrownBy(() -> job("0123"))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("\"0123\" is no file or folder")
                .hasMessageContaining("toy");
        Path other = Files.writeString(shared.resolve("other.txt"), "hello\n");
        assertThatThrownBy(() -> job(other.toString()))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("No kind of sample of domain toy can read");
        assertThatThrownBy(() ->
                        FiringJob.open(run, "nowhere", written(1), name -> new ToyDomain(), List.of(), Progress.SILENT))
                .hasMessageContaining("no hook point nowhere");
    }
}

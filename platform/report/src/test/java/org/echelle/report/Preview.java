package org.echelle.report;

import java.nio.file.Path;
import org.echelle.api.Progress;

/** Writes the fake report for looking at: {@code java … org.echelle.report.Preview FOLDER FEATURES}. */
final class Preview {
    private Preview() {}

    public static void main(String[] args) {
        int features = Integer.parseInt(args[1]);
        FakeWorld.Pictures pictures = new FakeWorld.Pictures(600, 17, "");
        ReportInput input =
                FakeRun.input(pictures, FakeWorld.concepts(), features, ReportOptions.standard(), "blocks.3");
        long start = System.nanoTime();
        Report.write(Path.of(args[0]), input, new Progress() {
            @Override
            public void begin(String stage, long total, String unit) {
                System.out.printf("%.2f s: %s, %d %s%n", (System.nanoTime() - start) / 1e9, stage, total, unit);
            }

            @Override
            public void advance(long done, String detail) {}

            @Override
            public void note(String sentence) {}

            @Override
            public void check() {}
        });
        System.out.printf("%d features in %.2f s%n", features, (System.nanoTime() - start) / 1e9);
    }
}

package org.echelle.store;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.torch.ElementType;

/** Made-up rows for the tests of this room. */
record Rows(float[][] values, int[][] coordinates) {
    static final List<Axis> AXES = List.of(new Axis("sample", -1), new Axis("y", -1), new Axis("x", -1));

    /** {@code rows} rows, between 1 and 5 a sample. Values are small integers over 8, exact in every float type. */
    static Rows random(long seed, int rows, int width) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] values = new float[rows][width];
        int[][] at = new int[3][rows];
        int sample = 0;
        int left = random.nextInt(1, 6);
        for (int r = 0; r < rows; r++) {
            if (left-- == 0) {
                sample += random.nextInt(1, 3);
                left = random.nextInt(0, 5);
            }
            at[0][r] = sample;
            at[1][r] = random.nextInt(-1, 1000);
            at[2][r] = random.nextInt(-1, 1000);
            for (int i = 0; i < width; i++) {
                values[r][i] = random.nextInt(-128, 129) / 8f;
            }
        }
        return new Rows(values, at);
    }

    int rows() {
        return values.length;
    }

    int width() {
        return values[0].length;
    }

    static StoreManifest.Draft draft(int width, ElementType type) {
        HookPoint hook = new HookPoint("blocks.3", width, HookPoint.Layout.WIDTH_LAST, AXES.subList(1, 3), "test rows");
        return new StoreManifest.Draft(hook, type, AXES, "subject-print", "samples-print", Map.of("note", "made up"));
    }

    /** Appends rows {@code from} to {@code to}. */
    void append(ActivationStoreWriter writer, int from, int to) {
        FloatBuffer buffer = FloatBuffer.allocate((to - from) * width());
        int[][] at = new int[3][to - from];
        for (int r = from; r < to; r++) {
            buffer.put(values[r]);
            for (int a = 0; a < 3; a++) {
                at[a][r - from] = coordinates[a][r];
            }
        }
        writer.append(buffer.flip(), to - from, at);
    }

    ActivationStore store(Path folder, ElementType type, long shardBytes) {
        try (ActivationStoreWriter writer = ActivationStoreWriter.create(folder, draft(width(), type), shardBytes)) {
            append(writer, 0, rows());
            return writer.finish();
        }
    }

    /** Everything a reader gives, in its order. */
    static Rows all(RowReader reader, RowSource source, int blockRows) {
        RowBlock block = RowBlock.allocate(blockRows, source);
        List<float[]> values = new ArrayList<>();
        List<int[]> at = new ArrayList<>();
        try (reader) {
            while (reader.read(block) > 0) {
                for (int r = 0; r < block.rows(); r++) {
                    values.add(block.row(r));
                    int[] one = new int[source.axes().size()];
                    for (int a = 0; a < one.length; a++) {
                        one[a] = block.coordinates()[a][r];
                    }
                    at.add(one);
                }
            }
        }
        int[][] coordinates = new int[source.axes().size()][values.size()];
        for (int r = 0; r < values.size(); r++) {
            for (int a = 0; a < coordinates.length; a++) {
                coordinates[a][r] = at.get(r)[a];
            }
        }
        return new Rows(values.toArray(new float[0][]), coordinates);
    }

    static Rows all(RowSource source, ReadOrder order) {
        return all(source.read(order), source, 37);
    }
}

package org.echelle.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.echelle.torch.ElementType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreInspectionTest {
    @TempDir
    Path folder;

    @Test
    void aStoreIsDescribed() {
        Rows.random(1, 50, 4).store(folder, ElementType.BF16, 400);
        String text = String.join("\n", StoreInspection.lines(folder));
        assertThat(text)
                .contains("blocks.3", "BF16", "subject-print", "shard-00000.safetensors", "made up", "range of y");
        assertThat(text).containsPattern("rows +50").containsPattern("width +4").containsPattern("row 0 +sample 0, y");
    }

    @Test
    void figuresOfAMatrixAreThoseOfItsRows() {
        Path file = folder.resolve("m.safetensors");
        MatrixFile.write(RowSource.of(new float[][] {{3, 4}, {-3, -4}}), file, ElementType.F32);
        String text = String.join("\n", StoreInspection.lines(file));
        assertThat(text).containsPattern("mean row norm +5.00000").containsPattern("norm of the mean row +0.00000");
        assertThat(text)
                .containsPattern("variance \\(all columns\\) +25.0000")
                .containsPattern("values +-4.00000 to 4.00000");
    }

    @Test
    void anIndexIsDescribed() {
        try (FeatureIndexWriter writer = FeatureIndexWriter.create(folder, 4, List.of("sample"))) {
            writer.append(SparseRows.of(new float[][] {{0, 2, 0, 0}, {1, 3, 0, 0}}), new int[][] {{0, 1}});
            writer.finish();
        }
        String text = String.join("\n", StoreInspection.lines(folder));
        assertThat(text).containsPattern("entries +3").contains("2 features").contains("feature 1 reaches 3.0");
    }
}

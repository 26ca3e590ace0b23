package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.steering.Gate;
import org.echelle.steering.Where;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows and samples of an edit as they are written on the command line. */
class SteerPlacesTest {
    private static final HookPoint GRID =
            new HookPoint("grid", 4, HookPoint.Layout.WIDTH_LAST, List.of(new Axis("y", 2), new Axis("x", 3)), "");

    @TempDir
    private Path folder;

    private static Where.Row row(int position, int y, int x, Map<String, Integer> stamps) {
        return new Where.Row(GRID, 0, position, new int[] {y, x}, stamps);
    }

    /** A class token and six patches. */
    private static String held(String text, Map<String, Integer> stamps) {
        Where where = SteerPlaces.where(text);
        StringBuilder held = new StringBuilder();
        held.append(where.holds(row(0, -1, -1, stamps)) ? 1 : 0);
        for (int i = 0; i < 6; i++) {
            held.append(where.holds(row(1 + i, i / 3, i % 3, stamps)) ? 1 : 0);
        }
        return held.toString();
    }

    @Test
    void everyWayToNameRowsHoldsThoseRowsOnly() throws Exception {
        Path mask = Files.writeString(folder.resolve("mask.txt"), "0 1 0\n1 0 0\n");
        assertThat(SteerPlaces.where("all")).isSameAs(Where.EVERYWHERE);
        assertThat(held("all", Map.of())).isEqualTo("1111111");
        assertThat(held("class-token", Map.of())).isEqualTo("1000000");
        assertThat(held("placed", Map.of())).isEqualTo("0111111");
        assertThat(held("x=1..2", Map.of())).isEqualTo("0011011");
        assertThat(held("y=0+x=2", Map.of())).isEqualTo("0001000");
        assertThat(held("mask=" + mask, Map.of())).isEqualTo("0010100");
        assertThat(held("mask=" + mask + "+y=1", Map.of())).isEqualTo("0000100");
    }

    @Test
    void timestepsAndGuidanceBranchesAreWhatASamplerStamps() {
        assertThat(held("timestep=0..10", Map.of("timestep", 10))).isEqualTo("1111111");
        assertThat(held("timestep=0..10", Map.of("timestep", 11))).isEqualTo("0000000");
        assertThat(held("branch=1+timestep=5..7+placed", Map.of("timestep", 6, "branch", 1)))
                .isEqualTo("0111111");
        assertThat(held("branch=1+timestep=5..7", Map.of("timestep", 6, "branch", 0)))
                .isEqualTo("0000000");
    }

    @Test
    void whatNamesNoRowsIsRefusedInASentence() throws Exception {
        Path small = Files.writeString(folder.resolve("small.txt"), "01");
        Path letters = Files.writeString(folder.resolve("letters.txt"), "0a1");
        assertThatThrownBy(() -> SteerPlaces.where("some")).hasMessageContaining("does not say which rows");
        assertThatThrownBy(() -> SteerPlaces.where("y=3..1")).hasMessageContaining("no rows");
        assertThatThrownBy(() -> SteerPlaces.where("mask=" + letters)).hasMessageContaining("0 and 1");
        assertThatThrownBy(() -> held("mask=" + small, Map.of()))
                .hasMessageContaining("2 cells")
                .hasMessageContaining("6 places");
        assertThatThrownBy(() -> held("timestep=1", Map.of())).hasMessageContaining("no axis 'timestep'");
    }

    @Test
    void samplesAreNamedByAGate() {
        assertThat(SteerPlaces.when("", new int[] {3})).isEqualTo(Optional.empty());
        assertThat(SteerPlaces.when("always", new int[] {3})).contains(Gate.open());
        Gate.FiringShare share =
                (Gate.FiringShare) SteerPlaces.when("firing=0.2", new int[] {3}).orElseThrow();
        assertThat(share.threshold()).isEqualTo(0.2);
        assertThat(share.features()).containsExactly(3);
        assertThat(SteerPlaces.when("change=1.5", new int[0])).contains(new Gate.Change(1.5));
        assertThat(SteerPlaces.when("change=2.5e-3", new int[0])).contains(new Gate.Change(0.0025));
        assertThatThrownBy(() -> SteerPlaces.when("firing=20", new int[0]))
                .hasMessageContaining("a share of a sample's rows");
        assertThatThrownBy(() -> SteerPlaces.when("often", new int[0])).hasMessageContaining("does not say when");
    }
}

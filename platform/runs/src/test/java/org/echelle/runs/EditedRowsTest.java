package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.steering.Where;
import org.echelle.store.SparseRows;
import org.junit.jupiter.api.Test;

class EditedRowsTest {
    private static final HookPoint HOOK =
            new HookPoint("h", 4, HookPoint.Layout.WIDTH_LAST, List.of(new Axis("y", 1), new Axis("x", 2)), "test");
    /** A class token, then two places. */
    private static final int[][] COORDINATES = {{-1, 0, 0}, {-1, 0, 1}};

    private static final SparseRows CODES = SparseRows.of(new float[][] {{1, 0, 2}, {0, 3, 0}, {4, 0, 5}});

    @Test
    void onlyRowsThatAreEditedAreLookedAt() {
        int[] token = EditedRows.of(Where.classToken(), HOOK, COORDINATES, 3);
        assertThat(token).containsExactly(0);
        SparseRows first = EditedRows.only(CODES, token);
        assertThat(first.rows()).isEqualTo(1);
        assertThat(first.feature()).containsExactly(0, 2);
        assertThat(first.value()).containsExactly(1, 2);
        int[] last = EditedRows.of(Where.along("x", 1, 1), HOOK, COORDINATES, 3);
        assertThat(EditedRows.only(CODES, last).value()).containsExactly(4, 5);
        assertThat(EditedRows.only(new int[] {7, 8, 9}, last)).containsExactly(9);
    }

    @Test
    void anEditOfNoRowLooksAtNone() {
        int[] none = EditedRows.of(Where.along("x", 5, 6), HOOK, COORDINATES, 3);
        assertThat(EditedRows.only(CODES, none).rows()).isZero();
        assertThat(EditedRows.of(Where.everywhere(), HOOK, COORDINATES, 3)).hasSize(3);
        assertThat(EditedRows.only(CODES, new int[] {0, 1, 2})).isSameAs(CODES);
    }

    @Test
    void rowsThatAreNowhereAreToldWithThoseThatThereAre() {
        RowSpan span = new RowSpan(HOOK);
        span.requireEdited("x=5..6"); // nothing was read
        span.add(COORDINATES, 3, 0);
        assertThatThrownBy(() -> span.requireEdited("x=5..6"))
                .isInstanceOf(RunException.class)
                .hasMessage(
                        "No row at hook point h is in --where x=5..6: its rows have y from 0 to 0, x from 0 to 1, and"
                                + " some (class tokens) have no place.");
        span.add(COORDINATES, 3, 1);
        span.requireEdited("x=1");
    }
}

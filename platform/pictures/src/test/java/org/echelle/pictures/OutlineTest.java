package org.echelle.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.SampleSites;
import org.echelle.api.Sites;
import org.junit.jupiter.api.Test;

class OutlineTest {
    private static final int[] GRID = {5, 7};

    private static SampleSites sites() {
        return new SampleSites(HOOK, Sites.grid(1, GRID[0], GRID[1]));
    }

    private static final HookPoint HOOK = hook();

    private static HookPoint hook() {
        return new HookPoint(
                "h",
                4,
                HookPoint.Layout.WIDTH_LAST,
                List.of(new Axis("y", GRID[0]), new Axis("x", GRID[1])),
                "a made one");
    }

    /** Unit edges of all runs in a drawing's first path: {@code h y x} for a horizontal one, {@code v y x} for a vertical one. */
    private static Set<String> edges(String svg) {
        Set<String> edges = new HashSet<>();
        String path = svg.substring(svg.indexOf("d=\"") + 3);
        Matcher runs = Pattern.compile("M(\\d+) (\\d+)([HV])(\\d+)").matcher(path.substring(0, path.indexOf('"')));
        while (runs.find()) {
            int x = Integer.parseInt(runs.group(1));
            int y = Integer.parseInt(runs.group(2));
            int to = Integer.parseInt(runs.group(4));
            if (runs.group(3).equals("H")) {
                for (int i = x; i < to; i++) {
                    assertThat(edges.add("h " + y + " " + i)).isTrue();
                }
            } else {
                for (int i = y; i < to; i++) {
                    assertThat(edges.add("v " + i + " " + x)).isTrue();
                }
            }
        }
        return edges;
    }

    @Test
    void theBorderIsEveryEdgeBetweenACoveredCellAndOneThatIsNot() {
        Random random = new Random(5);
        for (int round = 0; round < 50; round++) {
            BitSet rows = new BitSet();
            Set<Integer> cells = new HashSet<>();
            for (int cell = 0; cell < GRID[0] * GRID[1]; cell++) {
                if (random.nextInt(3) == 0) {
                    rows.set(1 + cell); // behind the token without a place
                    cells.add(cell);
                }
            }
            rows.set(0);
            Set<String> expected = new HashSet<>();
            for (int cell : cells) {
                int y = cell / GRID[1];
                int x = cell % GRID[1];
                if (y == 0 || !cells.contains(cell - GRID[1])) {
                    expected.add("h " + y + " " + x);
                }
                if (y == GRID[0] - 1 || !cells.contains(cell + GRID[1])) {
                    expected.add("h " + (y + 1) + " " + x);
                }
                if (x == 0 || !cells.contains(cell - 1)) {
                    expected.add("v " + y + " " + x);
                }
                if (x == GRID[1] - 1 || !cells.contains(cell + 1)) {
                    expected.add("v " + y + " " + (x + 1));
                }
            }
            assertThat(edges(Outline.svg(GRID, sites(), rows, "left:0"))).isEqualTo(expected);
        }
    }

    @Test
    void rowsWithoutAPlaceHaveNoBorder() {
        BitSet token = new BitSet();
        token.set(0);
        assertThat(Outline.svg(GRID, sites(), token, "")).isEmpty();
    }
}

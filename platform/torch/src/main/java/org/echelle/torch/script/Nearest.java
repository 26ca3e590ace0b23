package org.echelle.torch.script;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The name that a mistyped one may have meant. */
final class Nearest {
    private Nearest() {}

    static String hint(String wrong, Collection<String> known) {
        Optional<String> best =
                known.stream().filter(k -> !k.isEmpty()).min(Comparator.comparingInt((String k) -> distance(wrong, k)));
        return best.filter(k -> distance(wrong, k) <= Math.max(2, wrong.length() / 2))
                .map(k -> " (did you mean " + k + "?)")
                .orElse("");
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = corner + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, 1 + Math.min(above, row[j - 1]));
                corner = above;
            }
        }
        return row[b.length()];
    }
}

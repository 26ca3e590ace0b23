package org.echelle.torch;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The name that a mistyped one may have meant. */
public final class Nearest {
    private Nearest() {}

    /** The known name within a third of its letters of the given one, letters of either case alike; empty where none is that near. */
    public static Optional<String> of(String word, Collection<String> known) {
        String best = null;
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : known) {
            int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        boolean near = best != null
                && bestDistance <= Math.max(2, best.length() / 3)
                && bestDistance < Math.max(word.length(), best.length()); // else not one letter is the same
        return near ? Optional.of(best) : Optional.empty();
    }

    /** The end of a sentence about an unknown name: {@code ; did you mean 'x'?}, or a full stop where no known name is near. */
    public static String question(String word, Collection<String> known) {
        return of(word, known).map(k -> "; did you mean '" + k + "'?").orElse(".");
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

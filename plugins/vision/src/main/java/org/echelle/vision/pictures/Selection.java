package org.echelle.vision.pictures;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.echelle.vision.VisionException;

/** Which samples of a longer list are taken; the list's order is kept. */
final class Selection {
    private Selection() {}

    /**
     * Chooses samples.
     *
     * @param total length of the list
     * @param limit how many at most; all when absent
     * @param seed a random choice; evenly spaced over the list when absent, so that sorted class folders are all met
     * @return rising indices
     */
    static int[] of(int total, Optional<Integer> limit, Optional<Long> seed) {
        if (limit.isPresent() && limit.get() < 1) {
            throw new VisionException("The samples' limit is " + limit.get() + "; give at least 1, or leave it out.");
        }
        int count = Math.min(total, limit.orElse(total));
        int[] chosen = new int[count];
        if (count == total || seed.isEmpty()) {
            for (int i = 0; i < count; i++) {
                chosen[i] = (int) ((long) i * total / count);
            }
            return chosen;
        }
        int[] all = new int[total];
        Arrays.setAll(all, i -> i);
        SplittableRandom random = new SplittableRandom(seed.get());
        for (int i = 0; i < count; i++) {
            int j = i + random.nextInt(total - i);
            chosen[i] = all[j];
            all[j] = all[i];
        }
        Arrays.sort(chosen);
        return chosen;
    }
}

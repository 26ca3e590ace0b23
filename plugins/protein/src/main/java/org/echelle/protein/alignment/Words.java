package org.echelle.protein.alignment;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Where in many sequences a word begins. A sorted array with eight bytes a place; a place that only shares the word's hash may be among those
 * found, so the caller compares letters.
 */
final class Words {
    private static final int BASE = 0x01000193;

    private final int length;
    private final int first; // BASE to the power of length - 1
    private final long[]
            places; // hash above, place in all sequences one after another below; sorted as unsigned hash order
    private final int[] starts; // [sequence]

    /** @param length of a word */
    Words(List<String> sequences, int length) {
        this.length = length;
        int power = 1;
        for (int i = 1; i < length; i++) {
            power *= BASE;
        }
        first = power;
        starts = new int[sequences.size() + 1];
        int count = 0;
        for (int s = 0; s < sequences.size(); s++) {
            starts[s + 1] = Math.addExact(starts[s], sequences.get(s).length());
            count += Math.max(0, sequences.get(s).length() - length + 1);
        }
        places = new long[count];
        int next = 0;
        for (int s = 0; s < sequences.size(); s++) {
            int[] hashes = hashes(sequences.get(s));
            for (int at = 0; at < hashes.length; at++) {
                places[next++] = key(hashes[at], starts[s] + at);
            }
        }
        Arrays.sort(places);
    }

    private static long key(int hash, int place) {
        return (long) hash << 32 | place;
    }

    /** Of all words of a sequence, in its order. */
    int[] hashes(String sequence) {
        int[] hashes = new int[Math.max(0, sequence.length() - length + 1)];
        int hash = 0;
        for (int i = 0; i < sequence.length() && hashes.length > 0; i++) {
            hash = (i < length ? hash : hash - sequence.charAt(i - length) * first) * BASE + sequence.charAt(i);
            if (i >= length - 1) {
                hashes[i - length + 1] = hash;
            }
        }
        return hashes;
    }

    /** The places whose word has a hash; {@link #sequence} and {@link #start} say where they are. */
    void places(int hash, IntConsumer found) {
        int at = Arrays.binarySearch(places, key(hash, 0));
        for (int i = at < 0 ? -at - 1 : at; i < places.length && (int) (places[i] >> 32) == hash; i++) {
            found.accept((int) places[i]);
        }
    }

    /** The sequence in which a place is. */
    int sequence(int place) {
        int at = Arrays.binarySearch(starts, place);
        // Sequences without letters begin where the next one does.
        while (at >= 0 && starts[at + 1] == place) {
            at++;
        }
        return at < 0 ? -at - 2 : at;
    }

    /** The place of a sequence's first letter. */
    int start(int sequence) {
        return starts[sequence];
    }
}

package org.echelle.analysis;

/** The best few of many (id, score, tie-break), best first; equal ones in the order of their ids. */
final class TopList {
    final int[] id;
    final float[] score;
    private final float[] second;
    int size;

    TopList(int capacity) {
        id = new int[capacity];
        score = new float[capacity];
        second = new float[capacity];
    }

    void offer(int newId, float newScore, float newSecond) {
        if (size == id.length && (size == 0 || !before(newId, newScore, newSecond, size - 1))) {
            return;
        }
        int at = size < id.length ? size++ : size - 1;
        while (at > 0 && before(newId, newScore, newSecond, at - 1)) {
            id[at] = id[at - 1];
            score[at] = score[at - 1];
            second[at] = second[at - 1];
            at--;
        }
        id[at] = newId;
        score[at] = newScore;
        second[at] = newSecond;
    }

    private boolean before(int newId, float newScore, float newSecond, int at) {
        if (newScore != score[at]) {
            return newScore > score[at];
        }
        if (newSecond != second[at]) {
            return newSecond > second[at];
        }
        return newId < id[at];
    }
}

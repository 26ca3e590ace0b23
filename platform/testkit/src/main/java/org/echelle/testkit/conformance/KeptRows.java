package org.echelle.testkit.conformance;

import java.util.ArrayList;
import java.util.List;
import org.echelle.api.HookPoint;
import org.echelle.api.SampleSites;
import org.echelle.api.Sites;

/** The rows that the host would store of one sample of a batch. */
record KeptRows(List<int[]> coordinates, List<float[]> values) {
    static KeptRows of(HookPoint hook, Sites sites, float[] activation, int sample) {
        List<int[]> coordinates = new ArrayList<>();
        List<float[]> values = new ArrayList<>();
        int positions = sites.positions();
        int width = hook.width();
        for (int p = 0; p < positions; p++) {
            int row = sample * positions + p;
            if (sites.dropped() != null && sites.dropped()[row]) {
                continue;
            }
            int[] place = new int[sites.coordinates().length];
            for (int axis = 0; axis < place.length; axis++) {
                place[axis] = sites.coordinates()[axis][row];
            }
            float[] value = new float[width];
            for (int c = 0; c < width; c++) {
                value[c] = activation[
                        hook.layout() == HookPoint.Layout.WIDTH_LAST
                                ? row * width + c
                                : (sample * width + c) * positions + p];
            }
            coordinates.add(place);
            values.add(value);
        }
        return new KeptRows(coordinates, values);
    }

    /** As a source of concepts is given them. */
    SampleSites sites(HookPoint hook) {
        int[][] columns = new int[hook.axes().size()][coordinates.size()];
        for (int row = 0; row < coordinates.size(); row++) {
            for (int axis = 0; axis < columns.length; axis++) {
                columns[axis][row] = coordinates.get(row)[axis];
            }
        }
        return new SampleSites(hook, columns);
    }
}

package org.echelle.sae.time;

import java.util.List;
import org.echelle.sae.Dictionary;

/** The axis of rows that says which timestep each belongs to. */
public final class Timesteps {
    /** Its name. */
    public static final String AXIS = "timestep";

    private Timesteps() {}

    /**
     * A dictionary for a block of rows with coordinates: {@link Dictionary#at(int[])} where they have timesteps.
     *
     * @param axes what the coordinates mean, the sample among them
     * @param coordinates {@code [axis][row]}
     */
    public static Dictionary of(Dictionary dictionary, List<String> axes, int[][] coordinates) {
        int axis = axes.indexOf(AXIS);
        return axis < 0 ? dictionary : dictionary.at(coordinates[axis]);
    }
}

package org.echelle.runs.pictures;

import java.util.List;

/**
 * One sample on its way from noise to picture.
 *
 * @param name such as {@code unedited}
 * @param timesteps noisiest first
 * @param pictures what the model expects at each that the sample becomes
 */
public record Course(String name, List<Integer> timesteps, List<Picture> pictures) {
    public Course {
        timesteps = List.copyOf(timesteps);
        pictures = List.copyOf(pictures);
    }
}

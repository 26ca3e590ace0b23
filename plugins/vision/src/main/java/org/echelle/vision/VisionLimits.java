package org.echelle.vision;

/**
 * Plugin-wide settings that kinds and views share; replaced when the plugin's configuration changes.
 *
 * @param maximumPixels largest picture that is decoded, columns times rows
 * @param reportEdge longest edge of a picture in a report, in pixels
 */
public record VisionLimits(long maximumPixels, int reportEdge) {
    /** What stands without a configuration. */
    public static final VisionLimits DEFAULT = new VisionLimits(100_000_000, 320);
}

package org.echelle.vision.concepts;

import java.util.List;
import org.echelle.pictures.AreaMask;
import org.echelle.pictures.Region;

/** Several regions of one picture as one. */
final class Union {
    private Union() {}

    /** Boxes stay exact; with masks among them the union is taken pixel by pixel. */
    static Region of(List<Region> regions, int width, int height) {
        if (regions.size() == 1) {
            return regions.get(0);
        }
        if (regions.stream().allMatch(Boxes.class::isInstance)) {
            return new Boxes(
                    regions.stream().flatMap(r -> ((Boxes) r).boxes().stream()).toList());
        }
        return AreaMask.of(width, height, (x, y) -> {
            double most = 0;
            for (Region region : regions) {
                most = Math.max(most, region.area(x, y, x + 1, y + 1));
            }
            return most;
        });
    }
}

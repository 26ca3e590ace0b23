package org.echelle.vision.concepts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.echelle.pictures.Region;
import org.echelle.vision.VisionException;

/** The objects of one picture of a COCO file, made into areas when they are asked for. */
record CocoAreas(
        CocoOptions options, CocoFile.Picture picture, List<CocoFile.CocoObject> objects, Map<Long, Integer> numbers) {
    PictureAreas build() {
        List<PictureAreas.Area> areas = new ArrayList<>();
        for (CocoFile.CocoObject o : objects) {
            boolean known = !o.crowd() || options.crowd() == CocoOptions.Crowd.PRESENT;
            areas.add(new PictureAreas.Area(numbers.get(o.category()), region(o), known));
        }
        return new PictureAreas(picture.width(), picture.height(), areas);
    }

    private Region region(CocoFile.CocoObject o) {
        if (options.use() == CocoOptions.Use.BOXES || !o.hasMask()) {
            return Boxes.of(o.box()[0], o.box()[1], o.box()[2], o.box()[3]);
        }
        if (o.polygons() != null) {
            return Polygons.mask(o.polygons(), picture.width(), picture.height());
        }
        String where = "annotation " + o.id() + " in " + options.path();
        if (o.maskSize() == null || o.maskSize()[0] != picture.height() || o.maskSize()[1] != picture.width()) {
            throw new VisionException("The mask of " + where + " is not of the size of its picture, " + picture.height()
                    + " x " + picture.width() + ".");
        }
        int[] runs = o.runs() != null ? o.runs() : CocoRle.runs(o.compressed(), where);
        return CocoRle.mask(runs, picture.width(), picture.height(), where);
    }
}

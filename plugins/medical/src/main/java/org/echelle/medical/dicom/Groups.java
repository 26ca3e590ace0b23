package org.echelle.medical.dicom;

import java.util.Optional;

/** Where enhanced objects keep what belongs to frames: shared by all, or frame by frame (DICOM PS3.3, C.7.6.16). */
record Groups(DataSet data) {
    /**
     * A frame's macro.
     *
     * @param frame from 0
     * @param macro its sequence
     * @return the frame's own, else the shared one, else nothing
     */
    Optional<DataSet> macro(int frame, Tag macro) {
        var own = data.items(Tag.PER_FRAME_GROUPS);
        return (frame < own.size() ? own.get(frame).item(macro) : Optional.<DataSet>empty())
                .or(() -> data.item(Tag.SHARED_GROUPS).flatMap(s -> s.item(macro)));
    }

    /** @return the frame's macro if it holds the element, else the whole data set, where older objects have it */
    DataSet holding(int frame, Tag macro, Tag element) {
        return macro(frame, macro).filter(m -> m.has(element)).orElse(data);
    }
}

package org.echelle.medical.dicom;

import java.util.SortedMap;
import java.util.TreeMap;
import org.echelle.medical.images.Acquisition;
import org.echelle.medical.images.Identity;
import org.echelle.medical.privacy.Keys;

/** What a header tells of the making of an image, and of whom it is; names of people and places become keys at once. */
final class Making {
    private Making() {}

    static SortedMap<String, String> acquisition(DicomFile file, Keys keys) {
        DataSet data = file.data();
        SortedMap<String, String> told = new TreeMap<>();
        put(told, Acquisition.MODALITY, data.text(Tag.MODALITY));
        put(told, Acquisition.MANUFACTURER, data.text(Tag.MANUFACTURER));
        put(told, Acquisition.MODEL, data.text(Tag.MODEL_NAME));
        put(told, Acquisition.VIEW, data.text(Tag.VIEW_POSITION));
        String side = data.text(Tag.IMAGE_LATERALITY);
        put(told, Acquisition.LATERALITY, side.isEmpty() ? data.text(Tag.LATERALITY) : side);
        put(told, Acquisition.BODY_PART, data.text(Tag.BODY_PART));
        put(told, Acquisition.ENCODING, file.syntax().label());
        keys.key("station", data.text(Tag.STATION_NAME)).ifPresent(k -> told.put(Acquisition.STATION, k));
        keys.key("institution", data.text(Tag.INSTITUTION_NAME)).ifPresent(k -> told.put(Acquisition.SITE, k));
        return told;
    }

    static Identity identity(DataSet data, Keys keys) {
        return new Identity(
                keys.key("patient", data.text(Tag.PATIENT_ID)),
                keys.key("study", data.text(Tag.STUDY_INSTANCE_UID)),
                keys.key("series", data.text(Tag.SERIES_INSTANCE_UID)),
                keys.key(Segmentation.IMAGE, data.text(Tag.SOP_INSTANCE_UID)));
    }

    private static void put(SortedMap<String, String> told, String name, String value) {
        if (!value.isEmpty()) {
            told.put(name, value);
        }
    }
}

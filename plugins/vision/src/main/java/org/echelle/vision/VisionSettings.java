package org.echelle.vision;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the whole plugin, as Configuration Admin and Metatype show them. */
@ObjectClassDefinition(
        id = "org.echelle.vision",
        name = "Echelle vision",
        description = "Settings of the vision plugin that hold for every run on this host.")
public @interface VisionSettings {
    @AttributeDefinition(
            name = "Largest picture",
            description =
                    "Pictures of more pixels (columns times rows) are refused before they are decoded, so that a small file"
                            + " cannot fill the memory.",
            min = "1")
    long maximum_pixels() default 100_000_000L;

    @AttributeDefinition(
            name = "Edge of pictures in reports",
            description =
                    "Larger pictures are reduced to this length of their longer edge, in pixels, before a report keeps them.",
            min = "16")
    int report_edge() default 320;
}

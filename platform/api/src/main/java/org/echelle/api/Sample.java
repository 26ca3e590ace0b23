package org.echelle.api;

/** One input of a subject. Plugins implement it with what their subjects and views need; the host only carries it. */
public interface Sample {
    /** The sample's stable name within its source, such as a relative path. */
    String id();
}

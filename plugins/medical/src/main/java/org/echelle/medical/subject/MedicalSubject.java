package org.echelle.medical.subject;

import org.echelle.api.Subject;
import org.echelle.pictures.PictureGrid;

/** A network on films that knows where its cells lie. */
public interface MedicalSubject extends Subject, PictureGrid {}

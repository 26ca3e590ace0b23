package org.echelle.medical.subject;

import org.echelle.api.Subject;

/** A network on films that knows where its cells lie. */
public interface MedicalSubject extends Subject, FilmGrid {}

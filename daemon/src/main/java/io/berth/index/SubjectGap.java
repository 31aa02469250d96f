package io.berth.index;

/** Whether this store was filled by a daemon that did not write down what images are about ({@link ImageFacts#subject}). */
public interface SubjectGap {
    boolean isOpen();

    /** Says that every image has the fact now; durable when it returns. */
    void close();
}

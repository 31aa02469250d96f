package io.berth.remote.transport;

import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;

/** Why TLS failed, in the words of Go's clients where a certificate was not good. */
final class Distrust {
    private static final String VERIFY = "failed to verify certificate: x509: ";

    private Distrust() {}

    /** Engines hide the reason behind a general failure; it is one of the causes. */
    static String of(SSLException failure) {
        String reason = String.valueOf(failure.getMessage());
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case CertificateExpiredException e -> {
                    return VERIFY + "certificate has expired or is not yet valid: " + e.getMessage();
                }
                case CertificateNotYetValidException e -> {
                    return VERIFY + "certificate has expired or is not yet valid: " + e.getMessage();
                }
                case CertPathBuilderException _ -> {
                    return VERIFY + "certificate signed by unknown authority";
                }
                case InvalidAlgorithmParameterException _ -> { // the path's validation wants one authority at least
                    return VERIFY + "this machine trusts no authority: the JVM's trust store is empty";
                }
                case CertificateException e -> reason = VERIFY + e.getMessage();
                default -> {}
            }
        }
        return reason;
    }
}

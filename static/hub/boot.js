// First in body and not deferred: without these classes no component of GOV.UK or MOJ starts.
document.body.className +=
  " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "");

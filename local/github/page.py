"""The page of the double of GitHub, which looks like none of GitHub's."""

from html import escape

from local.http_messages import Response
from local.sign_in.page import origin_of, page


def permission_page(action: str, redirect_uri: str, *, problem: bool = False) -> Response:
    """Asks for a name at GitHub, and whether to say it."""
    wrong = (
        '<p class="bad" id="problem" role="alert">A name at GitHub has letters, digits and single hyphens.</p>'
        if problem
        else ""
    )
    marks = ' aria-invalid="true" aria-describedby="hint problem"' if problem else ' aria-describedby="hint"'
    body = f"""<h1>A stand-in for GitHub</h1>
<p id="hint">This copy runs on your own computer and asks nobody at GitHub. Any name is an account; one with
<em>unverified</em> in it has no verified e-mail address.</p>
<form method="post" action="{escape(action)}">
<label for="login">User name at GitHub</label>
<input id="login" name="login" value="octocat" autocomplete="off" autocapitalize="none" spellcheck="false"
 maxlength="39" autofocus{marks}>
{wrong}<button class="main" name="answer" value="allow">Allow</button>
<button class="other" name="answer" value="deny">Cancel</button>
</form>
<p class="foot">You will return to {escape(origin_of(redirect_uri))}.</p>"""
    return page("A stand-in for GitHub", body, status=400 if problem else 200, form_action="*")


def problem_page(problem: str) -> Response:
    text = f'<h1>A stand-in for GitHub</h1>\n<p role="alert">{escape(problem)}</p>'
    return page("A stand-in for GitHub", text, status=400)
